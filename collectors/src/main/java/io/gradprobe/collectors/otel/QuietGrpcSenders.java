package io.gradprobe.collectors.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.util.function.Consumer;

/**
 * What {@link QuietHttpSenders} is for HTTP, for gRPC.
 *
 * @param delegate makes the senders that do the work
 * @param watch is told of failures
 */
record QuietGrpcSenders(GrpcSenderProvider delegate, ExportWatch watch)
    implements GrpcSenderProvider {

  @Override
  public GrpcSender createSender(GrpcSenderConfig config) {
    return new Quiet(delegate.createSender(config), watch);
  }

  private record Quiet(GrpcSender sender, ExportWatch watch) implements GrpcSender {
    @Override
    public void send(
        MessageWriter message, Consumer<GrpcResponse> onResponse, Consumer<Throwable> onError) {
      sender.send(
          message,
          response -> {
            if (response.getStatusCode() == GrpcStatusCode.OK) {
              onResponse.accept(response);
            } else {
              watch.failed("gRPC status " + response.getStatusCode());
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
  private enum Dropped implements GrpcResponse {
    INSTANCE;

    @Override
    public GrpcStatusCode getStatusCode() {
      return GrpcStatusCode.OK;
    }

    @Override
    public String getStatusDescription() {
      return "";
    }

    @Override
    public byte[] getResponseMessage() {
      return new byte[0];
    }
  }
}
