package io.gradprobe.collectors.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.util.function.Consumer;

/**
 * HTTP senders whose failures are told to the {@link ExportWatch} instead of the exporter. The
 * exporter would log them under names that the program's own OpenTelemetry logs under too, so they
 * could not be silenced there without silencing the program. Retries happen below, in the sender.
 *
 * @param delegate makes the senders that do the work
 * @param watch is told of failures
 */
record QuietHttpSenders(HttpSenderProvider delegate, ExportWatch watch)
    implements HttpSenderProvider {

  @Override
  public HttpSender createSender(HttpSenderConfig config) {
    return new Quiet(delegate.createSender(config), watch);
  }

  private record Quiet(HttpSender sender, ExportWatch watch) implements HttpSender {
    @Override
    public void send(
        MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
      sender.send(
          message,
          response -> {
            int status = response.getStatusCode();
            if (status >= 200 && status < 300) {
              onResponse.accept(response);
            } else {
              watch.failed("HTTP status " + status);
              onResponse.accept(Dropped.INSTANCE);
            }
          },
          error -> {
            watch.failed(error);
            onResponse.accept(Dropped.INSTANCE);
          });
    }

    @Override
    public CompletableResultCode shutdown() {
      return sender.shutdown();
    }
  }

  /** The answer that makes the exporter drop the batch without a word. */
  private enum Dropped implements HttpResponse {
    INSTANCE;

    @Override
    public int getStatusCode() {
      return 200;
    }

    @Override
    public String getStatusMessage() {
      return "";
    }

    @Override
    public byte[] getResponseBody() {
      return new byte[0];
    }
  }
}
