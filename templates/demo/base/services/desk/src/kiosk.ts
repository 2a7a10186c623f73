const LOCKER_URL = process.env.LOCKER_URL ?? "http://localhost:8073";

interface HeldSlot {
  site_id: string;
  door: number;
}

/** Ask the kiosk which door a booking holds, and say it as it is painted: "door 07". */
export async function doorOf(bookingId: string): Promise<string> {
  const answer = await fetch(`${LOCKER_URL}/v1/bookings/${bookingId}/slot`);
  if (!answer.ok) throw new Error(`the kiosk answered ${answer.status}`);
  const slot = (await answer.json()) as HeldSlot;
  return `door ${slot.door.toFixed(0).padStart(2, "0")}`;
}

/** Open the door of a booking. */
export async function openDoor(bookingId: string): Promise<void> {
  const answer = await fetch(`${LOCKER_URL}/v1/bookings/${bookingId}/open`, { method: "POST" });
  if (!answer.ok) throw new Error(`the kiosk answered ${answer.status}`);
}
