package io.meshlog.dp.bootstrap;

/** Which answers are final and which are worth another attempt (5.1, same rules as upstream). */
final class Answers {
  /** What a control plane answers on this path while, or where, it serves no bootstrap. */
  private static final String NO_SUCH_PAGE = "404: Page Not Found";

  private Answers() {}

  static Attempt judge(int status, String body) {
    String text = body.strip();
    if (status == 200) {
      try {
        return new Attempt.Fetched(Bootstrap.fromReply(body));
      } catch (Bootstrap.Unreadable e) {
        return new Attempt.Later(e.getMessage());
      }
    }
    if (status == 404 && text.isEmpty()) {
      return new Attempt.Later(
          "the control plane does not know this proxy yet; create its resource there, or pass it "
              + "by --dataplane-file");
    }
    if (status == 404 && text.equals(NO_SUCH_PAGE)) {
      return new Attempt.Later(
          "no bootstrap at this address ("
              + NO_SUCH_PAGE
              + "); is --cp-address the data plane "
              + "server of a zone control plane, by default on port 5678?");
    }
    if (status >= 400 && status < 500 && !text.isEmpty()) {
      return new Attempt.Refused(text);
    }
    return new Attempt.Later("status " + status + (text.isEmpty() ? "" : ": " + text));
  }
}
