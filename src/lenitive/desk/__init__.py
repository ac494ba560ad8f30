"""The ground every app stands on: identity, access policy, audit trail, store, shared components."""
