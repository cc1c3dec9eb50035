package kr.hangil.billing.pricing;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code price}. */
@Entity
@Table(name = "price")
class PriceEntity extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "book_id", nullable = false)
    PriceBookEntity book;

    @Column(nullable = false)
    String model;

    @Column(nullable = false)
    String meter;

    @Column(nullable = false)
    long per;

    @Column(nullable = false, precision = 20, scale = 9)
    BigDecimal amount;

    @Column(name = "valid_from", nullable = false)
    Instant validFrom;

    @Column(name = "valid_to")
    @Nullable
    Instant validTo;

    @Nullable
    String tiers;
}
