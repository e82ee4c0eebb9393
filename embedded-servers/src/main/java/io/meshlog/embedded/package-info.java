/**
 * Starts real PostgreSQL and Kafka servers as processes of their own on this machine's loopback
 * interface; it may touch files under the data folder it is given, its own cache folder and the
 * processes it started, and knows no other module.
 */
@NullMarked
package io.meshlog.embedded;

import org.jspecify.annotations.NullMarked;
