import type { Slot } from "./gen/lockers/v1/locker.js";

const DOORS_PER_COLUMN = 4;

export interface Place {
  column: number;
  row: number;
}

/** Where on the picture of a wall a door is; doors are counted down each column. */
export function placeOf(slot: Slot): Place {
  const index = slot.doorNumber - 1;
  return { column: Math.floor(index / DOORS_PER_COLUMN), row: index % DOORS_PER_COLUMN };
}
