export { Admission, type AdmissionOptions, type AdmissionRefusal } from "./admission";
export {
  type AllowHost,
  type HostNames,
  hostAllowed,
  listedNames,
  namesAnsweredTo,
  wrongHostText,
} from "./host-name";
export { type AllowOrigin, originAllowed } from "./origin";
