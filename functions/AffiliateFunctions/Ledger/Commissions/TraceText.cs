using System.Globalization;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;
using Affiliate.Pages;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Describes a trace step by step, in words that a partner understands, with all numbers used.</summary>
/// <param name="trace">The trace.</param>
/// <param name="currency">The program's currency.</param>
/// <param name="isForPartner">Whether the reader is the partner, who sees nothing about customers, screens and other
/// partners.</param>
internal sealed class TraceText(CommissionTrace trace, Currency currency, bool isForPartner = false)
{
    private EvaluationTrace Evaluation => trace.Evaluation;

    // The rules are evaluated with the facts of the first credited partner: its figures, group, caps and contract terms.
    // A partner with a share, or who recruited the first one, sees none of them.
    private bool IsOfOther => isForPartner && Evaluation.Partner.Id != trace.Partner;

    public IReadOnlyList<LineList> Steps()
    {
        LineList[] steps =
        [
            new(
                "Checks",
                isForPartner
                    ? [.. Waits()]
                    :
                    [
                        .. Eligibility(Evaluation.Eligibility),
                        .. Evaluation.Screens.Select(Screen),
                        .. Held(),
                        .. Waits(),
                    ]
            ),
            new("Rules considered", [.. Evaluation.Rules.Select(Rule)]),
            new(
                "How the amount was computed",
                [
                    .. (Evaluation.ContractTerms?.Rules ?? [])
                        .Where(replaced => replaced.Rule == trace.Rule && !IsOfOther)
                        .Select(Contract),
                    .. Evaluation.Rules.Where(rule => rule.Rule == trace.Rule).SelectMany(Computation),
                    .. (Evaluation.Overrides ?? [])
                        .Where(paid => paid.Rule == trace.Rule && paid.Partner == trace.Partner)
                        .Select(Override),
                ]
            ),
            new("Bonuses", IsOfOther ? [] : [.. Evaluation.Bonuses.Select(Bonus)]),
            new(
                "How the amount was shared",
                trace.Split.Count > 1
                    ?
                    [
                        .. trace.Split.Where(part => !isForPartner || part.Partner == trace.Partner).Select(Share),
                        .. (trace.ShareCaps ?? []).Where(cap => cap.Removed > 0).Select(CapWords),
                    ]
                    : []
            ),
        ];
        return [.. steps.Where(step => step.Lines.Count > 0)];
    }

    private static IEnumerable<string> Eligibility(EligibilityTrace? eligibility)
    {
        if (eligibility is not null)
        {
            yield return "The customer was known before the first touch: "
                + $"{(eligibility.ExistingCustomer switch { "included" => "not checked", "known_before" => "yes", _ => "no" })}";
            yield return "The partner's own purchase: "
                + $"{(eligibility.SelfReferral switch { "allowed" => "not checked", "hold" => "held for a decision", "reject" => "rejected", _ => "no" })}";
        }
    }

    private IEnumerable<string> Held() =>
        trace.HeldFor is { } reason ? [$"Held for a decision because of: {reason.Replace('_', ' ')}"] : [];

    private IEnumerable<string> Waits() =>
        trace.Hold is not { } hold ? []
        : hold.Group is { } group
            ?
            [
                $"Payable {DisplayFormat.Days(hold.Days)} after the conversion, because the partner is in the group {group}",
            ]
        : [$"Payable {DisplayFormat.Days(hold.Days)} after the conversion"];

    private string Screen(ScreenTrace screen) =>
        $"{screen.Id}: "
        + $"{(screen.Outcome switch { "hold" => "held for a decision", "reject" => "rejected", _ => "passed" })}{Seen(screen.Conditions)}";

    private string Rule(RuleTrace rule)
    {
        var outcome = (rule.Outcome, rule.Reason) switch
        {
            ("selected", _) => "pays",
            ("not_selected", _) => Evaluation.Select == Selection.First
                ? "matches, but an earlier rule pays"
                : "matches, but another rule pays more",
            (_, "group") => "is for other partner groups",
            (_, EvaluationReasons.DurationEnded) => "no longer pays for this customer",
            (_, EvaluationReasons.PaidBefore) => "has already paid for this customer; it pays once",
            _ => "does not match",
        };
        return $"{rule.Rule}: "
            + $"{outcome}{Seen(rule.Conditions)}{string.Concat((rule.ByLine ?? []).Select(line => $"; {NameOf(line)}{Seen(line.Conditions)}"))}";
    }

    private string Override(OverrideTrace paid)
    {
        var recruited = isForPartner ? "the partner that you recruited" : string.Join(" and ", paid.Recruited);
        var earned = $"the commission of {recruited}, {Amount(paid.Base)}";
        return paid.Percent is { } percent
            ? $"{percent} % of {earned}, rounded half to even to {Amount(paid.Amount)}"
            : $"{Amount(paid.Amount)} for {earned}";
    }

    private static string NameOf(LineTrace line) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"line {line.Line + 1}{(line.LineId is { } id ? $" ({id})" : string.Empty)}"
        );

    private string Contract(ReplacedPay replaced) =>
        $"By the contract terms {Evaluation.ContractTerms!.Id}: {PayWords(replaced.Pay)}, instead of "
        + $"{PayWords(replaced.InsteadOf)} by the rule book";

    private string PayWords(System.Text.Json.JsonElement pay) =>
        pay.TryGetProperty("percent", out var percent) ? $"{percent.GetString()} %"
        : pay.TryGetProperty("flat", out var flat) ? Amount(flat.GetInt64())
        : "by tiers";

    private IEnumerable<string> Computation(RuleTrace rule)
    {
        if (rule.Base is { } applied)
        {
            yield return $"Base: {Base(applied)}";
        }

        foreach (var line in rule.Lines)
        {
            yield return Line(line);
        }

        foreach (var line in (rule.ByLine ?? []).Where(line => line.Outcome == "selected"))
        {
            yield return $"Of {NameOf(line)}, base {Base(line.Base!)}: {string.Join(", ", line.Lines!.Select(Line))}";
        }

        if (rule is { Exact: { } exact, Rounded: { } rounded })
        {
            yield return $"Sum: {Amount(exact)}, rounded half to even to {Amount(rounded)}";
        }

        foreach (var cap in rule.Caps.Where(cap => cap.Removed > 0))
        {
            yield return IsOfOther ? $"Cap {cap.Cap}: {Amount(cap.Removed)} is removed" : CapWords(cap);
        }
    }

    private string Base(BaseTrace applied)
    {
        var deducted =
            applied.Deducted > 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $", of {Amount(applied.Amount)} less {Amount(applied.Deducted)} of tax, fee, shipping, tip and duty"
                )
                : string.Empty;
        var converted = applied.FxRate is { } rate ? $", converted at {rate}" : string.Empty;
        return $"{Amount(applied.Value)} ({applied.Kind}{deducted}{converted})";
    }

    private string CapWords(CapTrace cap) =>
        $"Cap {cap.Cap}: at most {Amount(cap.Max)}, of which {Amount(cap.Used)} was used before; "
        + $"{Amount(cap.Removed)} is removed";

    private string Line(PayLine line)
    {
        var step =
            line.From is { } from && !IsOfOther
                ? string.Create(CultureInfo.InvariantCulture, $" (step from {from:N0}, reached {line.Reached ?? 0:N0})")
                : string.Empty;
        return line.Percent is { } percent
            ? $"{percent} % of {Amount(line.Base ?? "0")}{step}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Amount(line.Flat ?? 0)} for each of {line.Quantity ?? 1}{step}"
            );
    }

    private static string Bonus(BonusTrace bonus)
    {
        var outcome = bonus.Outcome switch
        {
            "paid" => "paid now",
            "paid_before" => "paid before",
            _ => "not reached",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{bonus.Bonus}: {bonus.Metric} in {bonus.Window} is {bonus.After:N0} of {bonus.AtLeast:N0}, {outcome}"
        );
    }

    private string Share(SplitPart part) =>
        part.Partner == trace.Partner
            ? $"{Amount(part.Amount)} for {(isForPartner ? "you; the rest is not yours" : "this partner")}"
            : $"{Amount(part.Amount)} for another partner";

    private string Seen(IReadOnlyList<ConditionTrace> conditions) =>
        conditions.Count == 0 ? string.Empty : " – " + string.Join("; ", conditions.Select(Condition));

    private string Condition(ConditionTrace condition) =>
        isForPartner && (IsInternal(condition.Field) || (IsOfOther && IsOfPartner(condition.Field)))
            ? $"{condition.Field}: {(condition.Met ? "met" : "not met")}"
            : $"{condition.Field} is {condition.Seen ?? "missing"}, required: {condition.Op.Replace('_', ' ')} "
                + $"{condition.Value} ({(condition.Met ? "met" : "not met")})";

    // Such values can be data of a person.
    private static bool IsInternal(string field) =>
        field.StartsWith("customer.", StringComparison.Ordinal) || field.Contains("metadata", StringComparison.Ordinal);

    private static bool IsOfPartner(string field) => field.StartsWith("partner.", StringComparison.Ordinal);

    private string Amount(long minorUnits) => DisplayFormat.Amount(minorUnits, currency);

    // Amounts before rounding have fractions of the minor unit. They are shown with all digits.
    private string Amount(string exact)
    {
        var minorUnits = decimal.Parse(
            exact,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture
        );
        return minorUnits == decimal.Truncate(minorUnits)
            ? Amount((long)minorUnits)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{minorUnits * new decimal(1, 0, 0, false, (byte)currency.Digits):0.############} {currency}"
            );
    }
}
