package io.meshlog.zone.config;

import io.meshlog.store.EventStore;
import io.meshlog.store.lease.LeaseListener;
import io.meshlog.store.lease.Leases;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.zone.image.GeneratedResources;
import io.meshlog.zone.image.Generation;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Resources that the zone makes of its Dataplanes. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MeshServiceProperties.class)
class GenerationConfiguration {

  /** Follows the image for as long as it is open. */
  record Following(AutoCloseable image, ExecutorService threads, ScheduledExecutorService timer)
      implements AutoCloseable {
    @Override
    public void close() throws Exception {
      image.close();
      timer.shutdownNow();
      threads.shutdown();
    }
  }

  @Bean
  Following generatedResources(
      EventStore store, Leases leases, Clock clock, MeshServiceProperties services) {
    RoleLease housekeeping = leases.of(RoleLease.HOUSEKEEPING);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("generation-timer").daemon().factory());
    GeneratedResources generated =
        new GeneratedResources(
            store.live()::current,
            store.log(),
            housekeeping::turn,
            threads,
            timer,
            new Generation(
                !services.generationInterval().isZero(), services.deletionGracePeriod(), clock));
    AutoCloseable image = store.live().subscribe(generated);
    housekeeping.listen(new Gained(generated));
    return new Following(image, threads, timer);
  }

  private record Gained(GeneratedResources generated) implements LeaseListener {
    @Override
    public void gained(long term) {
      generated.gained();
    }

    @Override
    public void lost(long term) {}
  }
}
