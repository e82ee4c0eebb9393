package io.meshlog.store.config;

import io.meshlog.store.audit.AuditLog;
import io.meshlog.store.audit.AuditQueue;
import io.meshlog.store.audit.AuditRetention;
import io.meshlog.store.figures.Figure;
import io.meshlog.store.figures.Figures;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The audit log as beans. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuditProperties.class)
public class AuditConfiguration {

  @Bean
  AuditLog auditLog(DataSource dataSource, AuditProperties audit) {
    return new AuditLog(dataSource, audit.entries());
  }

  @Bean
  AuditRetention auditRetention(AuditLog log, AuditProperties audit, ObjectProvider<Clock> clock) {
    return new AuditRetention(log, audit.keep(), clock.getIfAvailable(Clock::systemUTC));
  }

  @Bean
  AuditQueue auditQueue(AuditLog log, AuditProperties audit, AuditRetention retention) {
    return new AuditQueue(log, audit.queue(), audit.repeats(), retention::written);
  }

  @Bean
  Figures auditFigures(AuditQueue queue) {
    return () ->
        List.of(
            Figure.of(
                "meshlog_audit_dropped",
                "Refusals that the audit log lost, since the queue was full or the database away",
                queue.dropped()));
  }
}
