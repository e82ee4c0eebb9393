package io.meshlog.dp.dns;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers for the names that the control plane told. Thread-safe. */
public final class MeshNames {
  private volatile DnsRecords records = DnsRecords.NONE;

  public void replace(DnsRecords other) {
    records = other;
  }

  /**
   * Null when the name is none of the mesh's. A name of the mesh has no records but addresses, and
   * "no such record" is the answer to any other question: "no such name", which a resolver outside
   * would say, is taken by some for an answer about the addresses, too.
   *
   * @param limit of the answer in bytes
   */
  byte @Nullable [] answer(DnsMessage query, int limit) {
    DnsRecords now = records;
    List<InetAddress> all = query.dnsClass() == DnsMessage.IN ? now.find(query.name()) : null;
    if (all == null) {
      return null;
    }
    List<InetAddress> wanted =
        switch (query.type()) {
          case DnsMessage.A -> all.stream().filter(DnsRecords::isV4).toList();
          case DnsMessage.AAAA ->
              all.stream().filter(address -> !DnsRecords.isV4(address)).toList();
          default -> List.of();
        };
    return query.answer(wanted, now.ttl(), limit);
  }
}
