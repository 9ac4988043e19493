using System.Text.Json;
using System.Text.RegularExpressions;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules.Parsing;

/// <summary>
/// Parses the sections that a rule book has only once. Members that are left out get the defaults given here.
/// </summary>
internal static partial class SectionParser
{
    public const int DefaultHoldDays = 30;

    private const int DefaultWindowDays = 90;
    private const int MaxHours = 24 * 365;
    private const int MaxDays = 3650;
    private const int MaxGroups = 100;

    private static readonly Dictionary<string, AttributionModel> Models = new()
    {
        ["first_touch"] = AttributionModel.FirstTouch,
        ["last_touch"] = AttributionModel.LastTouch,
        ["linear"] = AttributionModel.Linear,
        ["position_based"] = AttributionModel.PositionBased,
    };

    private static readonly Dictionary<string, TouchKind> Kinds = new()
    {
        ["deal"] = TouchKind.Deal,
        ["coupon"] = TouchKind.Coupon,
        ["click"] = TouchKind.Click,
        ["manual"] = TouchKind.Manual,
    };

    private static readonly Dictionary<string, SelfReferral> SelfReferrals = new()
    {
        ["reject"] = SelfReferral.Reject,
        ["hold"] = SelfReferral.Hold,
        ["allow"] = SelfReferral.Allow,
    };

    private static readonly Dictionary<string, bool> Exceeding = new() { ["allow"] = false, ["hold"] = true };
    private static readonly Dictionary<string, bool> Existing = new() { ["exclude"] = true, ["include"] = false };
    private static readonly Dictionary<string, bool> LostDeals = new() { ["hold"] = true, ["reverse"] = false };
    private static readonly Dictionary<string, bool> Outcomes = new() { ["hold"] = true, ["reject"] = false };
    private static readonly Dictionary<string, string> Expiries = new()
    {
        ["approve"] = "approve",
        ["reject"] = "reject",
    };
    private static readonly string[] Requirements = ["tax_form", "payout_details"];

    public static AttributionRules Attribution(Node document)
    {
        var otherwise = new AttributionRules(AttributionModel.LastTouch, [], DefaultWindowDays, [.. Kinds.Values]);
        if (document.Child("attribution") is not { } node)
        {
            return otherwise;
        }

        var model = node.Choice("model", Models, otherwise.Model);
        var weights = Weights(node, model);
        var window = node.Integer("window_days", 1, 3650);
        var precedence = node.Texts(
            "precedence",
            Kinds.ContainsKey,
            $"the kinds {string.Join(", ", Kinds.Keys)}",
            ifEmpty: "Name at least one kind, or leave out 'precedence'."
        );
        node.End();
        return new AttributionRules(
            model,
            weights,
            (int)(window ?? otherwise.WindowDays),
            precedence is null ? otherwise.Precedence : [.. precedence.Select(kind => Kinds[kind])]
        );
    }

    public static IReadOnlyDictionary<string, GroupRules> Groups(Node document)
    {
        var groups = new Dictionary<string, GroupRules>(StringComparer.Ordinal);
        if (document.Child("groups") is not { } node)
        {
            return groups;
        }

        foreach (var name in node.Names)
        {
            if (!GroupNames().IsMatch(name))
            {
                node.Error(name, "A group has 1 to 40 lower-case letters, digits, hyphens and underscores.");
            }

            if (node.Child(name) is { } group)
            {
                groups[name] = new GroupRules((int)(group.Integer("hold_days", 0, 365, required: true) ?? 0));
                group.End();
            }
        }

        if (groups.Count > MaxGroups)
        {
            document.Error("groups", $"Name at most {MaxGroups} groups.");
        }

        node.End();
        return groups;
    }

    [GeneratedRegex(@"^[a-z0-9_-]{1,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex GroupNames();

    public static EligibilityRules Eligibility(Node document)
    {
        if (document.Child("eligibility") is not { } node)
        {
            return new EligibilityRules(ExcludesExistingCustomers: true, SelfReferral.Hold, []);
        }

        var eligibility = new EligibilityRules(
            node.Choice("existing_customers", Existing, otherwise: true),
            node.Choice("self_referral", SelfReferrals, SelfReferral.Hold),
            node.List("screens", ScreenOf)
        )
        {
            HoldsWhatExceedsSale = node.Choice("exceeds_sale", Exceeding, otherwise: false),
            HoldsLostDeals = node.Choice("deal_lost_after_won", LostDeals, otherwise: false),
        };
        node.End();
        return eligibility;
    }

    public static PayoutRules Payout(Node document)
    {
        if (document.Child("payout") is not { } node)
        {
            return new PayoutRules(0, null, null, PayoutMethods.All, []);
        }

        var payout = new PayoutRules(
            node.Integer("minimum", 0, Amounts.Max) ?? 0,
            node.Integer("second_approval_above", 0, Amounts.Max),
            node.Integer("max_monthly_total", 0, Amounts.Max),
            node.Texts(
                "methods",
                PayoutMethods.All.Contains,
                $"the methods {string.Join(", ", PayoutMethods.All)}",
                ifEmpty: "Name at least one method, or leave out 'methods' to allow all methods."
            ) ?? PayoutMethods.All,
            node.Texts("require", Requirements.Contains, $"the requirements {string.Join(", ", Requirements)}") ?? []
        );
        node.End();
        return payout;
    }

    public static OnboardingRules Onboarding(Node document)
    {
        var otherwise = new OnboardingRules(
            null,
            null,
            RemindAfterHours: 24,
            EscalateAfterHours: 72,
            ExpireAfterHours: 336,
            OnExpiry: "reject",
            TermsVersion: null
        );
        if (document.Child("onboarding") is not { } node)
        {
            return otherwise;
        }

        // Defaults are adapted to the given values: a short expiry brings the reminder and the escalation forward.
        var expire = node.Integer("expire_after_hours", 1, MaxHours) ?? otherwise.ExpireAfterHours;
        var onboarding = new OnboardingRules(
            node.Condition("auto_approve", FieldArea.Application),
            node.Condition("auto_reject", FieldArea.Application),
            (int)(node.Integer("remind_after_hours", 1, MaxHours) ?? Math.Min(otherwise.RemindAfterHours, expire / 2)),
            (int)(
                node.Integer("escalate_after_hours", 1, MaxHours)
                ?? Math.Min(otherwise.EscalateAfterHours, expire * 3 / 4)
            ),
            (int)expire,
            node.Choice("on_expiry", Expiries, otherwise.OnExpiry),
            node.Text("terms_version", longest: 50)
        )
        {
            SecondPerson = node.Condition("second_person", FieldArea.Application),
            Reapplication = ReapplicationOf(node),
            FindingsWithinHours = (int)(
                node.Integer("findings_within_hours", 1, MaxHours) ?? otherwise.FindingsWithinHours
            ),
        };
        if (
            onboarding.RemindAfterHours >= onboarding.ExpireAfterHours
            || onboarding.EscalateAfterHours >= onboarding.ExpireAfterHours
        )
        {
            node.Error("expire_after_hours", "Give more hours than 'remind_after_hours' and 'escalate_after_hours'.");
        }

        WithoutGroup(node, "auto_approve", onboarding.AutoApprove);
        WithoutGroup(node, "auto_reject", onboarding.AutoReject);
        node.End();
        return onboarding;
    }

    // No group is assigned before a person has decided, so the condition would never be met.
    private static void WithoutGroup(Node node, string name, Condition? condition)
    {
        if (condition?.Fields.Contains(OnboardingRules.AssignedGroup) == true)
        {
            node.Error(name, $"'{OnboardingRules.AssignedGroup}' is known only to 'second_person'. Use another field.");
        }
    }

    private static Reapplication ReapplicationOf(Node node)
    {
        const string Forms = """Give "at_once", "never" or {"days": n}.""";
        switch (node.Raw("reapply"))
        {
            case null:
                return Reapplication.AtOnce;
            case { ValueKind: JsonValueKind.String } text when text.GetString() is "at_once" or "never":
                return text.GetString() == "never" ? Reapplication.Never : Reapplication.AtOnce;
            case { ValueKind: JsonValueKind.Object }:
                var child = node.Child("reapply")!;
                var days = child.Integer("days", 1, MaxDays, required: true);
                child.End();
                return days is { } given ? new Reapplication((int)given) : Reapplication.AtOnce;
            default:
                node.Error("reapply", Forms);
                return Reapplication.AtOnce;
        }
    }

    public static ReviewRules Review(Node document)
    {
        if (document.Child("review") is not { } node)
        {
            return new ReviewRules(null, null, null);
        }

        var review = new ReviewRules(
            node.Condition("promote_at", FieldArea.Scorecard),
            node.Condition("coach_at", FieldArea.Scorecard),
            node.Condition("pause_at", FieldArea.Scorecard)
        );
        node.End();
        return review;
    }

    public static ContractRules Contracts(Node document)
    {
        if (document.Child("contract_terms") is not { } node)
        {
            return ContractRules.None;
        }

        var rules = ContractRules.None;
        if (node.Child("second_person_above", required: true) is { } limits)
        {
            rules = new ContractRules(limits.TextValue<Percentage>("percent"), limits.Integer("flat", 0, Amounts.Max));
            limits.End();
        }

        node.End();
        return rules;
    }

    private static IReadOnlyList<int> Weights(Node node, AttributionModel model)
    {
        var weights = node.Integers("position_weights");
        if (model != AttributionModel.PositionBased)
        {
            // The documented form allows the weights for every model; only the position-based model uses them.
            return weights ?? [];
        }

        if (weights is null)
        {
            node.Error(
                "position_weights",
                "Add 'position_weights': the weights of the first, the middle and the last touch, which sum to 100."
            );
        }
        else if (weights.Count != 3 || weights.Sum(weight => (long)weight) != 100)
        {
            node.Error(
                "position_weights",
                "Give three weights that sum to 100: of the first, the middle and the last touch."
            );
        }

        return weights ?? [];
    }

    private static Screen? ScreenOf(Node node)
    {
        var screen = new Screen(
            node.Id(),
            node.Choice("on", CommissionRuleParser.Types, ConversionType.Sale, required: true),
            node.Condition("when", FieldArea.Conversion),
            node.Choice("then", Outcomes, otherwise: true, required: true),
            node.Text("reason")
        );
        node.End();
        return screen;
    }
}
