package io.meshlog.model.resource;

/**
 * What a user says of one resource: an immutable record, bound to JSON by {@code SpecJson}. Derived
 * accessors must not be called {@code isX} or {@code getX}: the binding would take them for fields.
 */
public interface Spec {}
