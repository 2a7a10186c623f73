package example.lendhouse.booking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {
  @ParameterizedTest
  @CsvSource({"1, 600", "5, 3000", "6, 3000", "7, 3000", "8, 3600"})
  void aWeekIsChargedAsFiveDays(int days, long cents) {
    assertEquals(cents, Prices.of(600, days));
  }

  @Test
  void nobodyBooksForNoDay() {
    assertThrows(IllegalArgumentException.class, () -> Prices.of(600, 0));
  }
}
