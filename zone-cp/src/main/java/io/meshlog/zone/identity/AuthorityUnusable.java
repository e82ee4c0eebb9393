package io.meshlog.zone.identity;

/** The CA of a mesh cannot sign now: something is missing or unreadable. */
public final class AuthorityUnusable extends Exception {
  private static final long serialVersionUID = 1L;

  public AuthorityUnusable(String why) {
    super(why);
  }

  public AuthorityUnusable(String why, Throwable cause) {
    super(why, cause);
  }
}
