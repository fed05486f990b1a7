export const FAULTS = [];
