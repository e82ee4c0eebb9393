package io.meshlog.embedded.testing.fault;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test that injects faults of these rows. That it ran, and with which figures, is recorded;
 * the build fails when a row is left without. The test may take a {@link FaultRun} as a parameter.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("fault")
@ExtendWith(FaultRecorder.class)
public @interface Fault {
  FaultRow[] value();
}
