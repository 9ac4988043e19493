using System.Text.Json;
using System.Text.Json.Nodes;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Payouts.Settings;

/// <summary>
/// From whom the payment files of a program are. A method without settings gets a list for people instead of a file
/// for a bank; PayPal needs no settings.
/// </summary>
/// <param name="Ach">The originator of ACH credits, or null.</param>
/// <param name="Sepa">The debtor of SEPA credit transfers, or null.</param>
/// <param name="Wise">The settings of Wise's batch files, or null.</param>
public sealed record PayoutSettings(AchSettings? Ach = null, SepaSettings? Sepa = null, WiseSettings? Wise = null)
{
    /// <summary>No settings.</summary>
    public static PayoutSettings None { get; } = new();

    /// <summary>The settings as people may see them: identifying numbers are cut to their last digits.</summary>
    public PayoutSettings Masked() =>
        new(
            Ach is null
                ? null
                : Ach with
                {
                    CompanyId = EndingOf(Ach.CompanyId),
                    ImmediateOrigin = EndingOf(Ach.ImmediateOrigin),
                },
            Sepa is null ? null : Sepa with { Iban = $"{Sepa.Iban[..2]} {EndingOf(Sepa.Iban)}" },
            Wise
        );

    /// <summary>
    /// What changes from other settings to these, one line for each value. A changed number is shown by its last digits
    /// before and after.
    /// </summary>
    public IReadOnlyList<string> ChangesFrom(PayoutSettings before)
    {
        var (old, now) = (ValuesOf(before), ValuesOf(this));
        var (oldShown, shown) = (ValuesOf(before.Masked()), ValuesOf(Masked()));
        return
        [
            .. old
                .Keys.Union(now.Keys)
                .Where(name => old.GetValueOrDefault(name) != now.GetValueOrDefault(name))
                .Select(name => LineOf(name, oldShown.GetValueOrDefault(name), shown.GetValueOrDefault(name))),
        ];
    }

    private static string LineOf(string name, string? before, string? now) =>
        $"{LabelOf(name)}: from {before ?? "none"} to {now ?? "none"}"
        + (before == now ? ", but with other digits before" : string.Empty);

    // The name is the path of the member, such as "ach company_name".
    private static string LabelOf(string name)
    {
        var words = name.Replace('_', ' ');
        return words.StartsWith("wise", StringComparison.Ordinal) ? $"W{words[1..]}"
            : words.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end
                ? words[..end].ToUpperInvariant() + words[end..]
            : words;
    }

    private static Dictionary<string, string> ValuesOf(PayoutSettings settings)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(JsonSerializer.SerializeToNode(settings, StoredJson.Options)!.AsObject(), string.Empty);
        return values;

        void Add(JsonObject members, string path)
        {
            foreach (var (name, value) in members)
            {
                if (value is JsonObject inner)
                {
                    Add(inner, $"{path}{name} ");
                }
                else if (value is not null)
                {
                    values[path + name] = value.ToString();
                }
            }
        }
    }

    private static string EndingOf(string number) => $"ending {(number.Length > 4 ? number[^4..] : number)}";
}
