/*
 * The loader of the Connect Widget: it gives the page a window.belvoSDK at once, a stub, and
 * fetches the widget itself as an ES module. When that has taken the stub's place it tells so by
 * the event "belvoReady" on document.
 */
(function () {
  'use strict';

  /**
   * Says whether a script with exactly this address is on the page.
   * @param {string} url
   * @returns {boolean}
   */
  window.isBelvoLoaded = function (url) {
    return Array.prototype.some.call(document.getElementsByTagName('script'), function (script) {
      return script.src === url;
    });
  };

  var current = document.currentScript; // null for a module or a copied snippet

  /** The address of this script. */
  function ownAddress() {
    if (current && current.src) {
      return current.src;
    }
    var own = Array.prototype.filter.call(document.getElementsByTagName('script'), function (script) {
      return /\/belvo-widget-(sandbox-)?1-stable\.js([?#]|$)/.test(script.src);
    });
    return own.length ? own[own.length - 1].src : document.baseURI;
  }

  var folder = new URL('v1.0.0/stable/', ownAddress());
  var main = new URL('belvo-widget-1-stable-main.js', folder).href;
  if (window.isBelvoLoaded(main)) {
    return;
  }

  /*
   * A page that removes the scripts and includes them again gets no second run of the module: the
   * browser keeps it. What it made still works, so it stays.
   */
  if (!window.belvoSDK || !window.belvoSDK.ready) {
    window.belvoSDK = {
      ready: false,
      createWidget: function (accessToken, config) {
        return {
          build: function () {
            if (window.belvoSDK.ready) {
              window.belvoSDK.createWidget(accessToken, config).build();
              return;
            }
            document.addEventListener(
              'belvoReady',
              function () {
                window.belvoSDK.createWidget(accessToken, config).build();
              },
              { once: true },
            );
          },
        };
      },
    };
  }

  var nonce = (current && current.nonce) || ''; // whoever trusts this script trusts what it brings
  ['main', 'flow', 'client', 'dom', 'form', 'frame', 'list', 'screens', 'style', 'voice'].forEach(
    function (name) {
      var link = document.createElement('link');
      link.rel = 'modulepreload';
      link.nonce = nonce;
      link.href = name === 'main' ? main : new URL(name + '.js', folder).href;
      document.head.appendChild(link);
    },
  );
  var script = document.createElement('script');
  script.type = 'module';
  script.nonce = nonce;
  script.onerror = function () {
    console.error('belvo-emulator: the widget could not be loaded from ' + main);
  };
  script.src = main;
  document.head.appendChild(script);
})();
