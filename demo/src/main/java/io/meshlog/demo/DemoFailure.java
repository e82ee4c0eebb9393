package io.meshlog.demo;

/** The topology did not come up or did not do what it should; the message is for a person. */
public final class DemoFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DemoFailure(String message) {
    super(message);
  }
}
