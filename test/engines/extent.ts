/** Whether all that there is is tried: `npm run test:browsers`. A part of it is a part of `npm test`. */
export const ALL_BROWSERS = process.env.JQLUSTER_BROWSERS === "1";
