package io.meshlog.model.naming;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 network, of which neither its own address nor its broadcast address is given away.
 *
 * @param network its first address
 * @param bits of an address that tell its hosts apart
 */
public record AddressRange(int network, int bits) {
  private static final int WORD = 32;
  private static final int LARGEST = 30;
  private static final int SMALLEST = 2;
  private static final int OCTET = 255;
  private static final Pattern CIDR =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

  /**
   * @param cidr such as {@code 241.0.0.0/8}
   * @throws IllegalArgumentException when it is no such network; the message says why
   */
  public static AddressRange parse(String cidr) {
    Matcher parts = CIDR.matcher(cidr);
    if (!parts.matches()) {
      throw new IllegalArgumentException("'" + cidr + "' is no IPv4 network such as 241.0.0.0/8");
    }
    int address = 0;
    for (int i = 1; i <= 4; i++) {
      int octet = Integer.parseInt(parts.group(i));
      if (octet > OCTET) {
        throw new IllegalArgumentException("'" + cidr + "' is no IPv4 network such as 241.0.0.0/8");
      }
      address = address << 8 | octet;
    }
    int bits = WORD - Integer.parseInt(parts.group(5));
    if (bits < SMALLEST || bits > LARGEST) {
      throw new IllegalArgumentException("the prefix of '" + cidr + "' is not within /2 and /30");
    }
    if ((address & (1 << bits) - 1) != 0) {
      throw new IllegalArgumentException(
          "'"
              + cidr
              + "' names a host: its network is "
              + new AddressRange(address & -1 << bits, bits));
    }
    return new AddressRange(address, bits);
  }

  /** How many addresses it has to give. */
  int size() {
    return (1 << bits) - 2;
  }

  /**
   * @param place from 0 to below {@link #size}
   */
  String address(int place) {
    return text(at(place));
  }

  int at(int place) {
    return network + place + 1;
  }

  boolean covers(AddressRange other) {
    return bits >= other.bits && holds(other.network);
  }

  boolean holds(int address) {
    return address >>> bits == network >>> bits;
  }

  /** Whether an address can be of both. */
  boolean meets(AddressRange other) {
    int wider = Math.max(bits, other.bits);
    return network >>> wider == other.network >>> wider;
  }

  @Override
  public String toString() {
    return text(network) + '/' + (WORD - bits);
  }

  private static String text(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & OCTET)
        + '.'
        + (address >>> 8 & OCTET)
        + '.'
        + (address & OCTET);
  }
}
