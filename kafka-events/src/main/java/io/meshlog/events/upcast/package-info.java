/**
 * From the form in which an event was written to the form of now. Pure functions on JSON: touches
 * Jackson's tree only.
 */
@NullMarked
package io.meshlog.events.upcast;

import org.jspecify.annotations.NullMarked;
