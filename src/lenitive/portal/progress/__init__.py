"""My progress: what I can do now, my goals, my plan, my medicines, my documents."""
