/** Builders of resources and images for the tests of every module: valid by default. */
@NullMarked
package io.meshlog.model.samples;

import org.jspecify.annotations.NullMarked;
