package io.gradprobe.agent.custom.discover;

import io.gradprobe.runtime.command.CommandProvider;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** {@code discover <jar|dir> [-o file]}. */
public final class DiscoverCommand implements CommandProvider {
  private static final int OK = 0;
  private static final int UNUSABLE = 2;

  @Override
  public String name() {
    return "discover";
  }

  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      return discover(arguments, out);
    } catch (Unusable e) {
      err.println("gradprobe: discover: " + e.getMessage());
      return UNUSABLE;
    }
  }

  private static int discover(List<String> arguments, PrintStream out) throws Unusable {
    Path input = null;
    Path output = null;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("-o")) {
        if (i + 1 == arguments.size()) {
          throw new Unusable("name a file after -o");
        }
        output = path(arguments.get(++i));
      } else if (argument.startsWith("-")) {
        throw new Unusable("unknown option '" + argument + "'; did you mean '-o'?");
      } else if (input != null) {
        throw new Unusable("takes one jar or directory; '" + argument + "' is a second one");
      } else {
        input = path(argument);
      }
    }
    if (input == null) {
      throw new Unusable("name a jar or a directory with classes");
    }
    if (output != null && Files.exists(output)) {
      throw new Unusable(output + ": is there already; name another file or delete it");
    }
    List<Found> found = find(input);
    if (found.isEmpty()) {
      out.println(
          "nothing found: no code in "
              + input
              + " has the form of training with gradients of its own");
      return OK;
    }
    if (output == null) {
      out.print(Proposal.text(found));
    } else {
      write(output, Proposal.text(found));
      out.print(Proposal.summary(found));
      out.println("written to " + output);
    }
    return OK;
  }

  private static List<Found> find(Path input) throws Unusable {
    try (PathSource source = PathSource.open(input)) {
      return Discovery.find(source);
    } catch (IOException e) {
      throw new Unusable(input + ": " + e.getMessage());
    }
  }

  private static void write(Path output, String text) throws Unusable {
    try {
      Files.writeString(output, text, StandardOpenOption.CREATE_NEW);
    } catch (NoSuchFileException e) {
      throw new Unusable(output + ": its directory does not exist");
    } catch (FileAlreadyExistsException e) {
      throw new Unusable(output + ": is there already; name another file or delete it");
    } catch (IOException e) {
      throw new Unusable(output + ": can't be written (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static Path path(String text) throws Unusable {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new Unusable("'" + text + "' is no path");
    }
  }

  private static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String why) {
      super(why);
    }
  }
}
