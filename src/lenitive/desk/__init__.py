"""The ground every app stands on: identity, the access policy, the audit trail, the store, shared components."""
