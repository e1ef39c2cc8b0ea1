// Decides what the user can do next, from view-data and authentication-status alone (specification 3.6, 3.7, 3.10, 4.6).

const METHODS = ['password', 'initial-registration', 'sms', 'email'];
const ACCOUNT_METHODS = new Set(['password', 'initial-registration']);
const DESTINATIONS = { sms: 'phone_number', email: 'email' };

/**
 * `ended`: nothing works any more. `complete`: only the finish is left. `authenticate`: one of `methods` comes next, the best one first.
 * @returns {{ kind: 'ended' | 'complete' | 'authenticate', methods: string[] }}
 */
export function nextStep(viewData, status) {
  if (status.status === 'failure' || status.status === 'locked') return { kind: 'ended', methods: [] };
  if (status.status === 'success' && status.required_methods.length === 0) return { kind: 'complete', methods: [] };
  return { kind: 'authenticate', methods: offeredMethods(viewData, status) };
}

/** With nobody bound view-data has no `destinations`. */
export function isUserBound(viewData) {
  return viewData.destinations !== undefined;
}

export function isAvailable(viewData, method) {
  return viewData.available_methods.length === 0 || viewData.available_methods.includes(method);
}

/** Where the code of a bound user goes, masked; undefined when the user has no such destination or nobody is bound. */
export function destinationOf(viewData, method) {
  return viewData.destinations?.[DESTINATIONS[method]];
}

/** The user types the destination: nobody is bound yet, or a bound user may enrol a first one. */
export function asksDestination(viewData, method) {
  if (!isUserBound(viewData)) return true;
  return destinationOf(viewData, method) === undefined && stepOf(viewData, method)?.allow_registration === true;
}

/** A known user who steps up may turn out to be somebody else (specification 4.5): only factors of the session count so far. */
export function canSwitchAccount(viewData, status) {
  const results = Object.values(status.interaction_results).filter((result) => result.success_count > 0);
  return results.length > 0 && results.every((result) => result.carried_over) && isAvailable(viewData, 'password');
}

/** `required`: no way from registration to success goes without SMS. `none`: SMS plays no part. */
export function phoneAtRegistration(viewData, status) {
  const ways = status.required_methods.filter((set) => set.includes('initial-registration'));
  const isCertain = ways.length > 0 && ways.every((set) => set.includes('sms'));
  if (isCertain && stepOf(viewData, 'sms')?.allow_registration !== true) return 'required';
  return isAvailable(viewData, 'sms') ? 'optional' : 'none';
}

/** A user name is asked unless the server puts in that of the bound user (specification 2.11). */
export function asksUsername(viewData) {
  return !(isUserBound(viewData) && stepOf(viewData, 'password')?.requires_user === true);
}

function stepOf(viewData, method) {
  return viewData.step_definitions.find((step) => step.method === method);
}

function offeredMethods(viewData, status) {
  const sets = status.required_methods.length > 0 ? status.required_methods : remaining(viewData, status);
  const offered = new Set(sets.flatMap((set) => beginningOf(set, viewData, status)));
  const methods = METHODS.filter((method) => offered.has(method));
  const deliverable = methods.filter((method) => isDeliverable(viewData, method));
  return deliverable.length > 0 ? deliverable : methods;
}

/** No set of methods is known to suffice, e.g. because a condition looks at the user: whatever was not done yet may help. */
function remaining(viewData, status) {
  return METHODS.filter(
    (method) =>
      isAvailable(viewData, method) &&
      !status.authentication_methods.includes(method) &&
      !(method === 'initial-registration' && isUserBound(viewData)),
  ).map((method) => [method]);
}

/** The methods of a set that may be used now, else those that open the way to them. An account comes before its code. */
function beginningOf(set, viewData, status) {
  const isUsable = (method) =>
    isAvailable(viewData, method) &&
    openingMethods(method, viewData, status).length === 0 &&
    (isUserBound(viewData) || stepOf(viewData, method)?.requires_user !== true);
  const direct = set.filter(isUsable);
  const usable = direct.length > 0 ? direct : set.flatMap((method) => wayTo(method, viewData, status)).filter(isUsable);
  const accounts = usable.filter((method) => ACCOUNT_METHODS.has(method));
  return isUserBound(viewData) || accounts.length === 0 ? usable : accounts;
}

/** What comes before a method: the steps of lower order, or whatever finds the user that the method needs. */
function wayTo(method, viewData, status) {
  const opening = openingMethods(method, viewData, status);
  return opening.length > 0 ? opening : METHODS;
}

/** The steps of the lowest order of which none is done yet, when `method` has a higher one. Order 0 stands outside the sequence. */
function openingMethods(method, viewData, status) {
  const order = stepOf(viewData, method)?.order ?? 0;
  const earlier = viewData.step_definitions.filter((step) => step.order > 0 && step.order < order);
  const isDone = (candidate) =>
    earlier.some((step) => step.order === candidate && status.authentication_methods.includes(step.method));
  const open = earlier.map((step) => step.order).filter((candidate) => !isDone(candidate));
  return earlier.filter((step) => step.order === Math.min(...open)).map((step) => step.method);
}

function isDeliverable(viewData, method) {
  if (DESTINATIONS[method] === undefined) return true;
  return destinationOf(viewData, method) !== undefined || asksDestination(viewData, method);
}
