package kr.hangil.billing.pricing;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of {@code price_book} with its prices. */
@Entity
@Table(name = "price_book")
class PriceBookEntity extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    @Column(nullable = false)
    String name;

    @Column(nullable = false)
    int version;

    @Column(nullable = false)
    String currency;

    @Column(nullable = false)
    String vat;

    @Column(name = "content_hash", nullable = false)
    byte[] contentHash;

    @Column(name = "idempotency_key")
    @Nullable
    String idempotencyKey;

    @Column(name = "published_by", nullable = false)
    String publishedBy;

    @Column(name = "published_at", nullable = false)
    Instant publishedAt;

    @OneToMany(mappedBy = "book", cascade = CascadeType.PERSIST, fetch = FetchType.EAGER)
    @OrderBy("model, meter, validFrom")
    List<PriceEntity> prices = new ArrayList<>();
}
