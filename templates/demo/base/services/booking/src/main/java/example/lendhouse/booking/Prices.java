package example.lendhouse.booking;

/** What a booking costs. Amounts are in cents. */
final class Prices {
  private static final int DAYS_OF_A_WEEK = 7;
  private static final int DAYS_CHARGED_FOR_A_WEEK = 5;

  private Prices() {}

  /** Returns the price of some days; a full week is charged as five days. */
  static long of(long dayRateCents, int days) {
    if (days < 1) {
      throw new IllegalArgumentException("a booking of " + days + " days");
    }
    int weeks = days / DAYS_OF_A_WEEK;
    int rest = Math.min(days % DAYS_OF_A_WEEK, DAYS_CHARGED_FOR_A_WEEK);
    return dayRateCents * (weeks * DAYS_CHARGED_FOR_A_WEEK + rest);
  }
}
