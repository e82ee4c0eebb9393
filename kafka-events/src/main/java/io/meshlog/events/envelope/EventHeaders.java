package io.meshlog.events.envelope;

/** Names of the record headers: CloudEvents 1.0 in binary mode (event-log-design.md section 6). */
public final class EventHeaders {
  public static final String SPEC_VERSION = "ce_specversion";
  public static final String ID = "ce_id";
  public static final String TIME = "ce_time";
  public static final String SOURCE = "ce_source";
  public static final String TYPE = "ce_type";
  public static final String SUBJECT = "ce_subject";
  public static final String CONTENT_TYPE = "content-type";
  public static final String DATA_SCHEMA = "ce_dataschema";

  /** Name of the channel. */
  public static final String CHANNEL = "ce_mlchannel";

  public static final String LOG_ID = "ce_mllogid";
  public static final String EPOCH = "ce_mlepoch";
  public static final String POS = "ce_mlpos";

  /** Number in the channel. */
  public static final String SEQ = "ce_mlseq";

  /** Lease term of the publisher, for diagnosis only. */
  public static final String TERM = "ce_mlterm";

  public static final String PREV_HASH = "ce_mlprevhash";
  public static final String HASH = "ce_mlhash";

  /** Id of the Ed25519 key that signed. */
  public static final String KEY_ID = "ce_mlkeyid";

  /** Ed25519 signature in base64; covers what {@code signature.Statement} says. */
  public static final String SIGNATURE = "ce_mlsig";

  /** Zone that observed a fact. */
  public static final String ZONE = "ce_mlzone";

  public static final String TRACEPARENT = "ce_traceparent";

  private EventHeaders() {}
}
