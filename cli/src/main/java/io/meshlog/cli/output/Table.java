package io.meshlog.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Columns under headings, three blanks apart, as kumactl prints them. */
public final class Table {
  private static final String GAP = "   ";

  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... head) {
    this(List.of(head));
  }

  public Table(List<String> head) {
    this.head = List.copyOf(head);
  }

  /** Line breaks within a value would tear the table apart: they become blanks. */
  public Table row(List<String> values) {
    if (values.size() != head.size()) {
      throw new IllegalArgumentException(values + " for " + head);
    }
    rows.add(values.stream().map(value -> value.replace('\n', ' ').replace("\r", "")).toList());
    return this;
  }

  public Table row(String... values) {
    return row(List.of(values));
  }

  public String text() {
    int[] widths = new int[head.size()];
    measure(widths, head);
    rows.forEach(row -> measure(widths, row));
    StringBuilder out = new StringBuilder();
    append(out, widths, head);
    rows.forEach(row -> append(out, widths, row));
    return out.toString();
  }

  private static void measure(int[] widths, List<String> row) {
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      widths[i] = Math.max(widths[i], cell.codePointCount(0, cell.length()));
    }
  }

  private static void append(StringBuilder out, int[] widths, List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      int pad = widths[i] - cell.codePointCount(0, cell.length());
      line.append(cell).append(" ".repeat(pad)).append(GAP);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
