package io.gradprobe.demo.support;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Arc2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Digits and letters drawn with lines and arcs, turned a little and made noisy. */
public final class Glyphs {
  /** Width and height of an image. */
  public static final int SIDE = 16;

  // L x1 y1 x2 y2 is a line; A x y width height start extent is a part of an ellipse.
  private static final String[] STROKES = {
    "A .25 .1 .5 .8 0 360",
    "L .5 .1 .5 .9 L .3 .3 .5 .1",
    "A .25 .1 .5 .4 -20 200 L .72 .38 .25 .9 L .25 .9 .75 .9",
    "A .25 .1 .45 .4 -90 240 A .25 .5 .5 .4 -150 240",
    "L .6 .1 .2 .6 L .2 .6 .8 .6 L .6 .1 .6 .9",
    "L .7 .1 .3 .1 L .3 .1 .3 .45 A .2 .45 .55 .45 -140 240",
    "A .25 .1 .8 .8 110 90 A .25 .5 .5 .4 0 360",
    "L .25 .1 .75 .1 L .75 .1 .4 .9",
    "A .3 .1 .4 .4 0 360 A .25 .5 .5 .4 0 360",
    "A .25 .1 .5 .4 0 360 A -.05 .1 .8 .8 -70 90",
    "L .5 .1 .2 .9 L .5 .1 .8 .9 L .33 .6 .67 .6",
    "L .25 .1 .25 .9 L .25 .1 .75 .1 L .25 .5 .65 .5 L .25 .9 .75 .9",
    "L .25 .1 .25 .9 L .75 .1 .75 .9 L .25 .5 .75 .5",
    "L .25 .1 .25 .9 L .25 .9 .75 .9",
    "L .5 .1 .5 .9 L .2 .1 .8 .1",
    "L .2 .1 .8 .9 L .8 .1 .2 .9",
  };

  private Glyphs() {}

  /** {@code count} images of the ten digits, 256 pixels each from about -1 to 1. */
  public static Samples digits(long seed, int count) {
    return images(seed, count, 0, 10);
  }

  /** {@code count} images of the letters A, E, H, L, T and X. */
  public static Samples letters(long seed, int count) {
    return images(seed, count, 10, 6);
  }

  private static Samples images(long seed, int count, int first, int kinds) {
    System.setProperty("java.awt.headless", "true");
    Random random = new Random(seed);
    float[][] images = new float[count][];
    int[] kind = new int[count];
    for (int i = 0; i < count; i++) {
      kind[i] = random.nextInt(kinds);
      images[i] = draw(STROKES[first + kind[i]].split(" "), random);
    }
    return Samples.classification(images, kind);
  }

  private static float[] draw(String[] strokes, Random random) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.rotate(0.15 * random.nextGaussian(), SIDE / 2.0, SIDE / 2.0);
    g.translate(random.nextGaussian() * 0.5, random.nextGaussian() * 0.5);
    g.scale(SIDE, SIDE);
    g.setStroke(new BasicStroke(0.09f + 0.05f * random.nextFloat()));
    g.setColor(Color.WHITE);
    for (int at = 0; at < strokes.length; ) {
      boolean line = strokes[at++].equals("L");
      double[] v = new double[line ? 4 : 6];
      for (int i = 0; i < v.length; i++) {
        v[i] = Double.parseDouble(strokes[at++]);
      }
      g.draw(
          line
              ? new Line2D.Double(v[0], v[1], v[2], v[3])
              : new Arc2D.Double(v[0], v[1], v[2], v[3], v[4], v[5], Arc2D.OPEN));
    }
    g.dispose();
    float[] pixels = new float[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      int grey = image.getRaster().getSample(i % SIDE, i / SIDE, 0);
      pixels[i] = grey / 127.5f - 1f + 0.15f * (float) random.nextGaussian();
    }
    return pixels;
  }
}
