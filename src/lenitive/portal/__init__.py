"""The portal of the person in pain: asked gently, given something back, safe."""
