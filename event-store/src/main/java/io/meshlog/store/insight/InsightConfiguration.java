package io.meshlog.store.insight;

import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

/** The JPA read models as beans. */
@Configuration(proxyBeanMethods = false)
@EntityScan(basePackageClasses = InsightConfiguration.class)
@EnableJpaRepositories(basePackageClasses = InsightConfiguration.class)
public class InsightConfiguration {
  @Bean
  InsightStore insightStore(
      InsightRepository repository, DataSource dataSource, ObjectProvider<Clock> clock) {
    return new InsightStore(
        repository, new ManyRows(dataSource), clock.getIfAvailable(Clock::systemUTC));
  }

  @Bean
  ProxyStatusStore proxyStatusStore(ProxyStatusRepository repository, DataSource dataSource) {
    return new ProxyStatusStore(repository, new ManyRows(dataSource));
  }

  @Bean
  Quarantine quarantine(QuarantineRepository repository) {
    return new Quarantine(repository);
  }
}
