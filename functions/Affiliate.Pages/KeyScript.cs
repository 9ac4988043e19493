namespace Affiliate.Pages;

/// <summary>
/// The script of the form that signs in by a function key. It sends the key as a header, so that the key is in no address,
/// in no history of the browser and in no log. Without script the form puts the key into the address of the next page.
/// </summary>
public static class KeyScript
{
    /// <summary>The script.</summary>
    public const string Js = """
        (() => {
          const form = document.currentScript.closest('form');
          const error = form.querySelector('[role=alert]');
          form.addEventListener('submit', async sent => {
            sent.preventDefault();
            error.textContent = '';
            try {
              const answer = await fetch(form.action, {
                method: 'POST', redirect: 'manual', headers: { 'x-functions-key': form.elements.code.value.trim() },
              });
              if (answer.type === 'opaqueredirect') return location.assign(form.dataset.next);
              error.textContent = answer.status === 401 ? form.dataset.wrong : form.dataset.failed;
            } catch {
              error.textContent = form.dataset.failed;
            }
            form.elements.code.focus();
          });
        })();
        """;

    /// <summary>The source expression for the script (https://www.w3.org/TR/CSP3/#external-hash).</summary>
    public static string Source { get; } = BrandStyle.SourceOf(Js);
}
