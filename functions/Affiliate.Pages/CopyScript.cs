namespace Affiliate.Pages;

/// <summary>
/// The script of the buttons that copy a text. The content security policy allows it only by its hash. Without script
/// the buttons are hidden, and the text is selected and copied by hand.
/// </summary>
public static class CopyScript
{
    /// <summary>The script.</summary>
    public const string Js = """
        (() => {
          if (!navigator.clipboard) return;
          for (const button of document.querySelectorAll('button[data-copy]')) {
            button.hidden = false;
            button.addEventListener('click', async () => {
              const field = document.getElementById(button.dataset.copy);
              field.select();
              await navigator.clipboard.writeText(field.value);
              document.getElementById('copied').textContent = button.dataset.done;
            });
          }
        })();
        """;

    /// <summary>The source expression for the script (https://www.w3.org/TR/CSP3/#external-hash).</summary>
    public static string Source { get; } = BrandStyle.SourceOf(Js);
}
