package io.meshlog.model.admit;

import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Violations;
import java.util.regex.Pattern;

/** Syntax of names and meshes (rest-and-dataplane-protocol.md 2.6). */
public final class NameRules {
  private static final Pattern MESH = Pattern.compile("[0-9a-z\\-_.]*");
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final int MAX = 253;
  private static final int MAX_LABEL = 63;

  private NameRules() {}

  static void name(String name, Violations violations) {
    Violations field = violations.at("name");
    if (bounded(name, field) && !AddressRules.subdomain(name)) {
      field.add(
          "invalid characters. A lowercase RFC 1123 subdomain must consist of lower case"
              + " alphanumeric characters, '-' or '.', and must start and end with an alphanumeric"
              + " character");
    }
  }

  static void mesh(String mesh, Violations violations) {
    Violations field = violations.at("mesh");
    if (bounded(mesh, field) && !MESH.matcher(mesh).matches()) {
      field.add(
          "invalid characters. Valid characters are numbers, lowercase latin letters and '-', '_',"
              + " '.' symbols.");
    }
  }

  private static boolean bounded(String value, Violations field) {
    if (value.isEmpty()) {
      field.add("cannot be empty");
      return false;
    }
    if (value.length() > MAX) {
      field.add("value length must less or equal " + MAX);
      return false;
    }
    return true;
  }

  /** Whether it is a DNS-1035 label of at most 63 characters. */
  public static boolean dnsLabel(String text) {
    return text.length() <= MAX_LABEL && DNS_LABEL.matcher(text).matches();
  }
}
