/**
 * Child processes that are started, watched, restarted and found again; it knows nothing of what
 * they are, and touches only files of the state folder.
 */
@NullMarked
package io.meshlog.demo.process;

import org.jspecify.annotations.NullMarked;
