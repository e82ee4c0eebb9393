/**
 * JSON Schemas of Java types, for whatever describes them: the contract of the event topics and the
 * OpenAPI document. Touches Jackson only.
 */
@NullMarked
package io.meshlog.model.schema;

import org.jspecify.annotations.NullMarked;
