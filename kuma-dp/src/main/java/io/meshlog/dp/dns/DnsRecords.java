package io.meshlog.dp.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The names of the mesh and their addresses. Immutable.
 *
 * @param byName in lower case, without the dot at the end
 * @param ttl in seconds
 */
public record DnsRecords(Map<String, List<InetAddress>> byName, int ttl) {
  public static final DnsRecords NONE = new DnsRecords(Map.of(), 0);

  private static final int USUAL_TTL = 30;

  /** The addresses of a name, all or none of which may be of one family; null when unknown. */
  @Nullable List<InetAddress> find(String name) {
    return byName.get(plain(name));
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /**
   * Reads what the control plane says at {@code /dns}: {@code
   * {"records":[{"name":"a.mesh","ips":["240.0.0.1"]}],"ttl":30}}. An address that is none is left
   * out, its name stays.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static DnsRecords parse(byte[] json) {
    Map<String, List<InetAddress>> names = new HashMap<>();
    int ttl = USUAL_TTL;
    try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      expect(in.nextToken() == JsonToken.START_OBJECT, "an object");
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String member = in.currentName();
        JsonToken value = in.nextToken();
        if (member.equals("records") && value == JsonToken.START_ARRAY) {
          while (in.nextToken() == JsonToken.START_OBJECT) {
            record(in, names);
          }
          expect(in.currentToken() == JsonToken.END_ARRAY, "an object for each record");
        } else if (member.equals("ttl") && value == JsonToken.VALUE_NUMBER_INT) {
          ttl = Math.max(0, in.getIntValue());
        } else {
          in.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not the JSON of records: " + e.getOriginalMessage(), e);
    }
    return new DnsRecords(Map.copyOf(names), ttl);
  }

  private static void record(JsonParser in, Map<String, List<InetAddress>> names) {
    String name = "";
    List<InetAddress> addresses = new ArrayList<>();
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = in.currentName();
      JsonToken value = in.nextToken();
      if (member.equals("name") && value == JsonToken.VALUE_STRING) {
        name = plain(in.getString());
      } else if (member.equals("ips") && value == JsonToken.START_ARRAY) {
        while (in.nextToken() == JsonToken.VALUE_STRING) {
          address(in.getString(), addresses);
        }
        expect(in.currentToken() == JsonToken.END_ARRAY, "a text for each address");
      } else {
        in.skipChildren();
      }
    }
    expect(!name.isEmpty(), "a name in each record");
    names.put(name, List.copyOf(addresses));
  }

  private static void address(String text, List<InetAddress> addresses) {
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      addresses.add(text.indexOf(':') >= 0 && isV4(address) ? mapped(address) : address);
    } catch (IllegalArgumentException | UnknownHostException e) {
      // no address: the others of the name count
    }
  }

  /** {@code ::ffff:240.0.0.1}, which Java takes for the IPv4 address, is an answer to AAAA. */
  private static InetAddress mapped(InetAddress v4) throws UnknownHostException {
    byte[] bytes = new byte[16];
    bytes[10] = bytes[11] = (byte) 0xff;
    System.arraycopy(v4.getAddress(), 0, bytes, 12, 4);
    return Inet6Address.getByAddress(null, bytes, -1);
  }

  private static void expect(boolean found, String what) {
    if (!found) {
      throw new IllegalArgumentException("not the JSON of records: " + what + " is expected");
    }
  }

  static boolean isV4(InetAddress address) {
    return address instanceof Inet4Address;
  }
}
