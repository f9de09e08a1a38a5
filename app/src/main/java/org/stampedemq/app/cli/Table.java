package org.stampedemq.app.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.stampedemq.app.log.Escaped;

/** Rows under a head, the first column to the left, numbers to the right. */
final class Table {
    private final List<String[]> rows = new ArrayList<>();

    Table(String... head) {
        rows.add(head);
    }

    void row(String... cells) {
        String[] harmless = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            harmless[i] = Escaped.text(cells[i]);
        }
        rows.add(harmless);
    }

    void print(PrintWriter out) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String pad = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? row[i] + pad : "  " + pad + row[i]);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
