/**
 * What routes take and answer, and the OpenAPI document made of that. Touches Jackson and the
 * model's types; knows no route's code.
 */
@NullMarked
package io.meshlog.api.openapi;

import org.jspecify.annotations.NullMarked;
