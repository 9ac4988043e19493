using System.Globalization;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;
using Affiliate.Pages;

namespace AffiliateFunctions.RuleBooks.Text;

/// <summary>One statement of a rule book.</summary>
/// <param name="Topic">The topic, such as <c>What pays</c>.</param>
/// <param name="Name">The name of the statement within its topic, such as the id of a rule.</param>
/// <param name="Text">The statement in words.</param>
internal sealed record RuleBookStatement(string Topic, string Name, string Text);

/// <summary>Describes a whole rule book in words, so that the approver does not have to read the JSON.</summary>
internal sealed class RuleBookStatements(RuleBook book)
{
    public static IReadOnlyList<RuleBookStatement> Of(RuleBook book)
    {
        var words = new RuleBookStatements(book);
        return
        [
            .. words.Commissions(),
            .. words.Credit(),
            .. words.Eligibility(),
            .. words.Limits(),
            .. words.Payout(),
            .. words.Onboarding(),
            .. words.Contracts(),
            .. words.Review(),
        ];
    }

    private IEnumerable<RuleBookStatement> Commissions()
    {
        const string topic = "What pays";
        foreach (var rule in book.Commissions)
        {
            var groups = rule.Groups is { } some
                ? $", for the groups {string.Join(", ", some.Order(StringComparer.Ordinal))}"
                : "";
            var when = rule.When is { } condition ? $", when {Words(condition)}" : "";
            yield return new(
                topic,
                rule.Id,
                rule.IsOverride
                    ? $"on each sale of a recruited partner {PaysRecruiter(rule)}, to the partner who recruited it"
                        + $"{groups}{when}"
                    : $"on each {Spaced(rule.On)} {Pays(rule)}{Lasts(rule)}{groups}{when}"
            );
        }

        yield return new(
            topic,
            "If several rules match",
            book.Select switch
            {
                Selection.All => "each rule pays",
                Selection.First =>
                    $"the first pays, in this order: {string.Join(", ", book.Commissions.Where(rule => !rule.IsOverride).Select(rule => rule.Id))}",
                _ => "the rule that pays most; if they pay the same, the first in this order: "
                    + $"{string.Join(", ", book.Commissions.Where(rule => !rule.IsOverride).Select(rule => rule.Id))}",
            }
        );
    }

    private IEnumerable<RuleBookStatement> Credit()
    {
        const string topic = "Who gets credit";
        var attribution = book.Attribution;
        yield return new(
            topic,
            "Model",
            attribution.Model == AttributionModel.PositionBased
                ? $"position based: {string.Join(", ", attribution.PositionWeights)} for the first touch, those "
                    + "between, and the last"
                : Spaced(attribution.Model)
        );
        yield return new(topic, "Window", $"touches of the last {DisplayFormat.Days(attribution.WindowDays)} count");
        yield return new(
            topic,
            "Precedence",
            string.Join(", then ", attribution.Precedence.Select(kind => Spaced(kind)))
        );
    }

    private IEnumerable<RuleBookStatement> Eligibility()
    {
        const string topic = "What pays nothing or waits";
        yield return new(
            topic,
            "Customers known before their first touch",
            book.Eligibility.ExcludesExistingCustomers ? "pay nothing" : "pay as others do"
        );
        yield return new(
            topic,
            "A partner's own purchase",
            book.Eligibility.SelfReferral switch
            {
                SelfReferral.Reject => "is rejected",
                SelfReferral.Hold => "waits for a decision",
                _ => "pays as others do",
            }
        );
        yield return new(
            topic,
            "A commission above the amount of its sale",
            book.Eligibility.HoldsWhatExceedsSale ? "waits for a decision" : "pays as others do"
        );
        yield return new(
            topic,
            "A deal that is lost after it was won",
            book.Eligibility.HoldsLostDeals ? "waits for a decision" : "is reversed"
        );
        foreach (var screen in book.Eligibility.Screens)
        {
            var outcome = screen.Holds ? "waits for a decision" : "is rejected";
            var when = screen.When is { } condition ? $" when {Words(condition)}" : "";
            var because = screen.Reason is { } reason ? $" ({reason})" : "";
            yield return new(topic, screen.Id, $"a {Spaced(screen.On)} {outcome}{when}{because}");
        }
    }

    private IEnumerable<RuleBookStatement> Limits()
    {
        foreach (var cap in book.Caps)
        {
            yield return new(
                "Caps",
                cap.Id,
                $"at most {Amount(cap.Max)} for each {Spaced(cap.Scope)}{(cap.Window is { } window ? In(window) : "")}"
            );
        }

        foreach (var bonus in book.Bonuses)
        {
            yield return new(
                "Bonuses",
                bonus.Id,
                $"{Amount(bonus.Amount)} when {FieldText.Of(bonus.Metric)} reaches "
                    + $"{Value(bonus.Metric, bonus.AtLeast)}{In(bonus.Window)}"
            );
        }
    }

    private IEnumerable<RuleBookStatement> Payout()
    {
        const string topic = "Payout";
        var payout = book.Payout;
        yield return new(topic, "Payable", $"{DisplayFormat.Days(book.HoldDays)} after the conversion");
        foreach (var (group, rules) in book.Groups.OrderBy(own => own.Key, StringComparer.Ordinal))
        {
            yield return new(
                topic,
                $"Payable to the group {group}",
                $"{DisplayFormat.Days(rules.HoldDays)} after the conversion"
            );
        }

        yield return new(topic, "Minimum", $"{Amount(payout.Minimum)}; smaller amounts are carried over");
        yield return new(
            topic,
            "Second approval",
            payout.SecondApprovalAbove is { } second ? $"above {Amount(second)}" : "not required"
        );
        yield return new(topic, "Monthly limit", payout.MaxMonthlyTotal is { } most ? Amount(most) : "none");
        yield return new(topic, "Methods", Listed(payout.Methods));
        yield return new(topic, "Required of the partner", Listed(payout.Require));
    }

    private IEnumerable<RuleBookStatement> Onboarding()
    {
        const string topic = "How partners join";
        var onboarding = book.Onboarding;
        yield return new(
            topic,
            "Approved automatically",
            onboarding.AutoApprove is { } approve ? $"when {Words(approve)}" : "never"
        );
        yield return new(
            topic,
            "Rejected automatically",
            onboarding.AutoReject is { } reject ? $"when {Words(reject)}" : "never"
        );
        yield return new(
            topic,
            "Approved by two persons",
            onboarding.SecondPerson is { } second ? $"when {Words(second)}" : "never"
        );
        yield return new(
            topic,
            "An application without a decision",
            $"causes a reminder after {onboarding.RemindAfterHours} hours, goes to the backup after "
                + $"{onboarding.EscalateAfterHours} hours, and after {onboarding.ExpireAfterHours} hours gets "
                + $"the decision {onboarding.OnExpiry}"
        );
        yield return new(
            topic,
            "Terms",
            onboarding.TermsVersion is { } version
                ? $"version {version} must be accepted"
                : "any version can be accepted"
        );
        yield return new(
            topic,
            "After a rejection",
            onboarding.Reapplication.AfterDays switch
            {
                null => "the applicant may not apply again",
                0 => "the applicant may apply again at once",
                { } days => $"the applicant may apply again after {DisplayFormat.Days(days)}",
            }
        );
        yield return new(
            topic,
            "Findings of the company's screening system",
            $"are awaited for {onboarding.FindingsWithinHours} hours"
        );
    }

    private IEnumerable<RuleBookStatement> Contracts()
    {
        var limits = book.Contracts;
        string?[] words =
        [
            limits.SecondPersonAbovePercent is { } percent ? $"above {percent} %"
            : limits.SecondPersonAboveFlat is null ? null
            : "any percentage",
            limits.SecondPersonAboveFlat is { } flat ? $"above {Amount(flat)}"
            : limits.SecondPersonAbovePercent is null ? null
            : "any fixed amount",
        ];
        yield return new(
            "Contract terms of single partners",
            "Approved by two persons",
            words.OfType<string>().ToList() is { Count: > 0 } given ? string.Join(" or ", given) : "never"
        );
    }

    private IEnumerable<RuleBookStatement> Review()
    {
        const string topic = "What the review recommends";
        yield return new(topic, "Promote", Advice(book.Review.PromoteAt));
        yield return new(topic, "Coach", Advice(book.Review.CoachAt));
        yield return new(topic, "Pause", Advice(book.Review.PauseAt));

        string Advice(Condition? condition) => condition is null ? "never" : $"when {Words(condition)}";
    }

    private string PaysRecruiter(CommissionRule rule) =>
        rule.Pay is Pay.Percent ? $"{Pays(rule.Pay)} of the recruited partner's commission" : Pays(rule.Pay);

    /// <summary>What a rule pays.</summary>
    internal string Pays(CommissionRule rule)
    {
        Pay[] pays = rule.Pay is Pay.Tiers tiers ? [.. tiers.Steps.Select(step => step.Pays)] : [rule.Pay];
        var joint = rule.Pay is Pay.Tiers ? ", " : " ";
        var share = pays.Any(pay => pay is Pay.Percent) ? $"{joint}of {BaseWords(rule.Base)}" : "";
        var units = rule.On == ConversionType.Sale && pays.Any(pay => pay is Pay.Flat) ? $"{joint}for each unit" : "";
        return Pays(rule.Pay) + share + units;
    }

    private static string BaseWords(SaleParts counted) =>
        counted switch
        {
            SaleParts.None => "the net amount",
            SaleParts.All => "the gross amount",
            _ => $"the net amount with {string.Join(" and ", SalePartNames.Of(counted))}",
        };

    private string Pays(Pay pay) =>
        pay switch
        {
            Pay.Percent percent => $"{percent.Rate} %",
            Pay.Flat flat => Amount(flat.Amount),
            Pay.Tiers tiers => $"{Steps(tiers)} by {FieldText.Of(tiers.Metric)}{In(tiers.Window)}, "
                + $"{(tiers.IsMarginal ? "each part at its step" : "the whole at the step reached")}",
            _ => throw new ArgumentException($"Nothing is paid by {pay}.", nameof(pay)),
        };

    private string Steps(Pay.Tiers tiers) =>
        string.Join(", ", tiers.Steps.Select(step => $"from {Value(tiers.Metric, step.From)} {Pays(step.Pays)}"));

    private static string Lasts(CommissionRule rule) =>
        rule.Duration switch
        {
            _ when rule.PaysOnce => ", once for each customer",
            Duration.First => ", for a customer's first sale only",
            Duration.Months months => $", for {months.Count} months from a customer's first sale",
            Duration.Payments payments => $", for a customer's first {payments.Count} sales",
            _ => string.Empty,
        };

    private string Words(Condition condition) =>
        condition.InWords((field, value) => $"{FieldText.Of(field)} {value}", Value);

    private string Value(string field, long value) =>
        FieldText.IsAmount(field) ? Amount(value) : value.ToString(CultureInfo.InvariantCulture);

    private string Amount(long amount) => DisplayFormat.Amount(amount, book.Currency);

    private static string In(Window window) => window == Window.Lifetime ? " of all time" : $" in a {Spaced(window)}";

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count > 0 ? string.Join(", ", names.Select(name => name.Replace('_', ' '))) : "none";

    private static string Spaced<T>(T value)
        where T : struct, Enum =>
        string.Concat(
            value
                .ToString()
                .Select(
                    (letter, i) =>
                        (i > 0 && char.IsUpper(letter) ? " " : "") + char.ToLower(letter, CultureInfo.InvariantCulture)
                )
        );
}
