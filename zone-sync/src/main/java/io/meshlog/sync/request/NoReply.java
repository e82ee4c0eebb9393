package io.meshlog.sync.request;

/** Why a zone's answer did not come. */
public final class NoReply extends Exception {
  private static final long serialVersionUID = 1L;

  NoReply(String why) {
    super(why, null, false, false);
  }
}
