/* Keeps who recommended us, on this site only: <script src="…/track.js" data-days="90" data-consent="required"
   data-domains="shop.example.com" data-cookie-domain="example.com" data-via="ref,fpr"></script> */
(function (window, document) {
  'use strict';
  var NAME = 'affiliate';
  var script = document.currentScript;
  var attribute = function (name) { return (script && script.getAttribute('data-' + name)) || ''; };
  var days = Math.min(Math.max(parseInt(attribute('days'), 10) || 90, 1), 3650);
  var list = function (name) { return attribute(name).split(/[\s,]+/).filter(Boolean); };
  var domains = list('domains');
  var asked = attribute('consent');
  var denied = asked === 'denied' || navigator.globalPrivacyControl;
  var landed = null; // [kind, value, when]
  var touch; // what counts, even if not stored

  function parse(text) {
    var parts = (text || '').split('|');
    var fits = parts[0] === 'click_id' ? /^clk_[\w-]{10,200}$/.test(parts[1]) : parts[0] === 'via' && /^[\w.-]{1,100}$/.test(parts[1]);
    return fits && +parts[2] <= Date.now() && +parts[2] > Date.now() - days * 864e5 ? parts : null;
  }

  function stored() {
    var found = document.cookie.match('(?:^|; )' + NAME + '=([^;]*)');
    var kept;
    try { kept = localStorage.getItem(NAME); } catch (refused) { /* nothing is kept */ }
    return [parse(found && found[1]), parse(kept)].filter(Boolean).sort(function (a, b) { return b[2] - a[2]; })[0] || null;
  }

  function keep() {
    var kept = touch && !denied ? touch.join('|') : '';
    var domain = attribute('cookie-domain');
    try { localStorage[kept ? 'setItem' : 'removeItem'](NAME, kept); } catch (refused) { /* same */ }
    if (kept || document.cookie.indexOf(NAME + '=') >= 0) {
      document.cookie = NAME + '=' + kept + ';path=/;max-age=' + (kept ? Math.round((+touch[2] + days * 864e5 - Date.now()) / 1000) : 0)
        + ';samesite=lax' + (domain ? ';domain=' + domain : '') + (location.protocol === 'https:' ? ';secure' : '');
    }
  }

  function land() {
    var query = new URLSearchParams(location.search);
    list('via').concat('via', 'click_id').forEach(function (name) {
      landed = parse([name === 'click_id' ? name : 'via', query.get(name), Date.now()].join('|')) || landed;
    });
    return landed;
  }

  function value(kind) { return touch && touch[0] === kind ? touch[1] : null; }

  function decorate(address) {
    var url = new URL(address, location.href);
    if (touch && /^https?:$/.test(url.protocol) && !url.searchParams.has(touch[0])) {
      url.searchParams.set(touch[0], touch[1]);
    }
    return url.href;
  }

  function fill(form) {
    var field = touch && (form.elements[touch[0]] || form.appendChild(document.createElement('input')));
    if (field && !field.value) {
      field.type = 'hidden';
      field.name = touch[0];
      field.value = touch[1];
    }
    return form;
  }

  function leads(address) {
    try { return domains.indexOf(new URL(address, location.href).hostname) >= 0; } catch (wrong) { return false; }
  }

  // Before consent, nothing kept is read or removed.
  touch = land();
  if (denied || asked !== 'required') {
    touch = touch || (denied ? null : stored());
    keep();
  }

  // Links and forms to other sites carry it.
  ['click', 'auxclick'].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var link = event.target.closest && event.target.closest('a[href]');
      if (link && leads(link.href)) { link.href = decorate(link.href); }
    }, true);
  });
  document.addEventListener('submit', function (event) {
    if (leads(event.target.action)) { fill(event.target); }
  }, true);

  window.affiliate = {
    clickId: function () { return value('click_id'); },
    via: function () { return value('via'); },
    consent: function (given) {
      denied = !given;
      touch = denied ? null : land() || stored();
      keep();
    },
    decorate: decorate,
    fill: fill
  };
})(window, document);
