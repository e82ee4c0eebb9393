package io.meshlog.model.resource;

/** Whether a type's resources belong to a mesh. */
public enum Scope {
  MESH,
  GLOBAL
}
