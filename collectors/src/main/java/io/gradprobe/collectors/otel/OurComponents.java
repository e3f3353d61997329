package io.gradprobe.collectors.otel;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.util.ArrayList;
import java.util.List;

/** The parts of OpenTelemetry that stand in our own loader, with the senders made quiet. */
final class OurComponents implements ComponentLoader {
  private final ComponentLoader found =
      ComponentLoader.forClassLoader(OurComponents.class.getClassLoader());
  private final ExportWatch watch;

  OurComponents(ExportWatch watch) {
    this.watch = watch;
  }

  @Override
  public <T> Iterable<T> load(Class<T> type) {
    List<T> parts = new ArrayList<>();
    for (T part : found.load(type)) {
      Object wrapped = part;
      if (part instanceof HttpSenderProvider http) {
        wrapped = new QuietHttpSenders(http, watch);
      } else if (part instanceof GrpcSenderProvider grpc) {
        wrapped = new QuietGrpcSenders(grpc, watch);
      }
      parts.add(type.cast(wrapped));
    }
    return parts;
  }
}
