package io.gradprobe.collectors.otel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.config.Options.Otel;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtelSettingsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_TRACES_EXPORTER",
        "OTEL_METRICS_EXPORTER",
        "OTEL_LOGS_EXPORTER"
      })
  void autoIsOnWhereAnExporterOrEndpointIsSet(String variable) {
    OtelSettings settings = new OtelSettings(Map.of(), Map.of(variable, "otlp"));
    assertTrue(settings.isWanted(Otel.AUTO));
    assertFalse(settings.isWanted(Otel.OFF));
  }

  @Test
  void autoIsOffWhereNothingOrOnlyNoneIsSet() {
    Map<String, String> none =
        Map.of("OTEL_TRACES_EXPORTER", "none", "OTEL_SERVICE_NAME", "training");
    assertFalse(new OtelSettings(Map.of(), none).isWanted(Otel.AUTO));
    assertFalse(new OtelSettings(Map.of(), Map.of()).isWanted(Otel.AUTO));
    assertTrue(new OtelSettings(Map.of(), Map.of()).isWanted(Otel.ON));
  }

  @Test
  void systemPropertyGoesBeforeTheEnvironment() {
    Map<String, String> environment = Map.of("OTEL_STEPS_PER_TRACE", "7");
    assertEquals(7, new OtelSettings(Map.of(), environment).stepsPerTrace());
    Map<String, String> properties = Map.of("otel.steps-per-trace", "9");
    assertEquals(9, new OtelSettings(properties, environment).stepsPerTrace());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "many", "0", "-5"})
  void badNumbersLeaveTheDefaults(String value) {
    Map<String, String> environment =
        Map.of("OTEL_STEPS_PER_TRACE", value, "OTEL_PARAMETER_SERIES", value);
    assertEquals(1000, new OtelSettings(Map.of(), environment).stepsPerTrace());
    assertEquals(200, new OtelSettings(Map.of(), environment).parameterSeries());
  }

  @ParameterizedTest
  @CsvSource({
    "my.app.Train --epochs 3, Train",
    "/srv/jobs/train-mnist.jar a b, train-mnist",
    "Train, Train",
    "'', gradprobe"
  })
  void serviceIsNamedAfterTheProgram(String command, String name) {
    assertEquals(name, ServiceName.of(command));
  }
}
