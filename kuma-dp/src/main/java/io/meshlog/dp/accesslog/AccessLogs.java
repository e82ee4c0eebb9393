package io.meshlog.dp.accesslog;

import io.meshlog.dp.log.LaunchLog;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Envoy logs and gives it to who passes it on. Envoy's own thread waits when the pipe is
 * full, so that this one never waits for a receiver: what cannot be passed on is dropped and
 * counted.
 */
public final class AccessLogs implements AutoCloseable {
  private static final int LONGEST_LINE = 64 << 10;
  private static final int MAX_RECEIVERS = 16;

  private final RandomAccessFile pipe;
  private final LaunchLog log;
  private final Map<String, LogSender> senders = new HashMap<>();
  private final Drops drops;

  private AccessLogs(RandomAccessFile pipe, LaunchLog log) {
    this.pipe = pipe;
    this.log = log;
    this.drops = new Drops(log);
  }

  public static AccessLogs read(AccessLogPipe pipe, LaunchLog log) throws IOException {
    // Open for writing, too: else it would end whenever no listener of Envoy's has it open.
    AccessLogs logs = new AccessLogs(new RandomAccessFile(pipe.path().toFile(), "rw"), log);
    Thread.ofPlatform().daemon().name("access-log").start(logs::run);
    return logs;
  }

  private void run() {
    try (InputStream in = new BufferedInputStream(new FileInputStream(pipe.getFD()))) {
      for (byte[] line = line(in); line != null; line = line(in)) {
        LogRecord record = line.length == 0 ? null : LogRecord.parse(line);
        if (record == null) {
          drops.dropped("a line that is too long or no record");
        } else if (!passOn(record)) {
          drops.dropped("too many that " + record.address() + " has not taken yet");
        }
      }
    } catch (IOException e) {
      log.debug("no more access logs: " + e.getMessage());
    }
  }

  /** Empty when it is too long; null at the end. */
  private static byte @Nullable [] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    boolean tooLong = false;
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        return tooLong ? new byte[0] : line.toByteArray();
      }
      if (line.size() < LONGEST_LINE) {
        line.write(c);
      } else {
        tooLong = true;
      }
    }
    return null;
  }

  /** A second time when the sender was about to end. */
  private boolean passOn(LogRecord record) {
    for (int i = 0; i < 2; i++) {
      LogSender sender = sender(record.address());
      if (sender == null || sender.offer(record.message())) {
        return sender != null;
      }
      if (!sender.isDone()) {
        return false;
      }
    }
    return false;
  }

  private @Nullable LogSender sender(String address) {
    LogSender known = senders.get(address);
    if (known != null && !known.isDone()) {
      return known;
    }
    senders.values().removeIf(LogSender::isDone);
    if (senders.size() >= MAX_RECEIVERS) {
      return null;
    }
    LogSender sender = LogSender.start(address, drops);
    senders.put(address, sender);
    return sender;
  }

  @Override
  public void close() {
    try {
      pipe.close();
    } catch (IOException e) {
      // the process ends anyway
    }
  }
}
