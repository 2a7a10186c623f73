/**
 * Return an amount as people write it.
 * @param {number} cents
 */
export function euros(cents) {
  return `€ ${(cents / 100).toFixed(2)}`;
}

/**
 * Say for how long a door is held: in hours, from two days on in days.
 * @param {Date} until
 * @param {Date} now
 */
export function heldFor(until, now) {
  const hours = Math.floor((until.getTime() - now.getTime()) / 3_600_000);
  if (hours < 1) return "less than an hour";
  if (hours < 48) return `${hours} h`;
  return `${Math.floor(hours / 24)} days`;
}
