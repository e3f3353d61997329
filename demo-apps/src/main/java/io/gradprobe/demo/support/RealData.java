package io.gradprobe.demo.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Readers for well-known data files that the user brings along. */
public final class RealData {
  private RealData() {}

  /** USPS digits: the label, then 256 pixels from -1 to 1. */
  public static Samples digits(Path file) throws IOException {
    List<String> lines = lines(file);
    float[][] x = new float[lines.size()][256];
    int[] y = new int[lines.size()];
    for (int i = 0; i < y.length; i++) {
      String[] cells = lines.get(i).trim().split("\\s+");
      y[i] = (int) Float.parseFloat(cells[0]);
      for (int f = 0; f < 256; f++) {
        x[i][f] = Float.parseFloat(cells[f + 1]);
      }
    }
    return Samples.classification(x, y);
  }

  /** Abalone: sex, seven measures, and the number of rings to be found. */
  public static Samples abalone(Path file) throws IOException {
    List<String> lines = lines(file);
    float[][] x = new float[lines.size()][];
    float[] y = new float[lines.size()];
    for (int i = 0; i < y.length; i++) {
      String[] cells = lines.get(i).trim().split(",");
      x[i] = new float[8];
      x[i][0] = "MFI".indexOf(cells[0]);
      for (int f = 1; f < 8; f++) {
        x[i][f] = Float.parseFloat(cells[f]);
      }
      y[i] = Float.parseFloat(cells[8]);
    }
    return Samples.regression(x, y).standardised();
  }

  /** Wisconsin breast cancer: id, diagnosis M or B, 30 features, below a header. */
  public static Samples breastCancer(Path file) throws IOException {
    List<String> lines = lines(file);
    float[][] x = new float[lines.size() - 1][30];
    int[] y = new int[lines.size() - 1];
    for (int i = 0; i < y.length; i++) {
      String[] cells = lines.get(i + 1).trim().split(",");
      y[i] = cells[1].replace("\"", "").equals("M") ? 1 : 0;
      for (int f = 0; f < 30; f++) {
        x[i][f] = Float.parseFloat(cells[f + 2]);
      }
    }
    return Samples.classification(x, y).standardised();
  }

  /** A text, gzipped or plain. */
  public static String text(Path file) throws IOException {
    return String.join("\n", lines(file));
  }

  private static List<String> lines(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        Stream<String> all = reader.lines()) {
      List<String> lines = new ArrayList<>();
      all.filter(line -> !line.isBlank()).forEach(lines::add);
      return lines;
    }
  }
}
