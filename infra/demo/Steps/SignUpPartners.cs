using System.Text.Json;
using System.Text.Json.Nodes;
using Affiliate.Demo.Outside;

namespace Affiliate.Demo.Steps;

/// <summary>Submits, confirms and decides the applications, and enters the partners' payout details.</summary>
internal sealed class SignUpPartners(ProgramClient program, DemoProgress progress)
{
    private const int AtOnce = 8;

    private static readonly string[] Ibans =
    [
        "DE89370400440532013000",
        "FR1420041010050500013M02606",
        "NL91ABNA0417164300",
    ];

    /// <summary>Runs the step and returns the partners' codes, in the plan's order.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync(DemoPlan plan)
    {
        var act = progress.Begin("Signing up partners", plan.Applicants.Count * 4);
        var ids = new Dictionary<Applicant, string>();
        await EachAsync(
            plan.Applicants,
            act,
            async applicant =>
            {
                var sent = await program.PostOpenAsync($"{program.Path}/applications", BodyOf(applicant));
                lock (ids)
                {
                    ids[applicant] = sent.GetProperty("application_id").GetString()!;
                }
            }
        );
        await EachAsync(
            [.. plan.Applicants.Where(applicant => applicant.Fate != Fate.NeverConfirms)],
            act,
            applicant => PressAsync(ids[applicant], "unverified", applicant.Email, "confirm", "/verify/")
        );
        await EachAsync(
            [.. plan.Applicants.Where(applicant => applicant.Fate != Fate.NeverConfirms)],
            act,
            applicant =>
                applicant.Fate == Fate.Approved
                    ? PressAsync(
                        ids[applicant],
                        "pending_approval",
                        SetUpProgram.Owner,
                        applicant.Company,
                        "/approve/",
                        ("decision", "approve")
                    )
                    : PressAsync(
                        ids[applicant],
                        "pending_approval",
                        SetUpProgram.Owner,
                        applicant.Company,
                        "/approve/",
                        ("decision", "reject"),
                        ("reason", "Bought traffic")
                    )
        );
        var partners = (await program.ListAsync($"{program.Path}/partners")).ToDictionary(partner =>
            partner.GetProperty("email").GetString()!
        );
        var approved = plan.Applicants.Where(applicant => applicant.Fate == Fate.Approved).ToList();
        await EachAsync(
            [.. approved.Where(applicant => applicant.HasPayoutDetails)],
            act,
            applicant => TellDetailsAsync(partners[applicant.Email], approved.IndexOf(applicant))
        );
        act.End();
        return [.. approved.Select(applicant => partners[applicant.Email].GetProperty("code").GetString()!)];
    }

    private async Task PressAsync(
        string application,
        string status,
        string to,
        string subject,
        string path,
        params (string Name, string Value)[] fields
    )
    {
        if (
            (await program.GetAsync($"{program.Path}/applications/{application}")).GetProperty("status").GetString()
            == status
        )
        {
            var link =
                await program.FindLinkAsync(to, subject, path)
                ?? throw new UnexpectedAnswerException($"No e-mail to {to} about '{subject}' has a link.");
            await program.PressAsync(link, fields);
        }
    }

    private async Task TellDetailsAsync(JsonElement partner, int number)
    {
        var details = (number % 3) switch
        {
            0 => new JsonObject
            {
                ["method"] = "sepa",
                ["details"] = new JsonObject
                {
                    ["account_holder"] = partner.GetProperty("company").GetString(),
                    ["iban"] = Ibans[number / 3 % Ibans.Length],
                },
            },
            1 => new JsonObject
            {
                ["method"] = "ach",
                ["details"] = new JsonObject
                {
                    ["account_holder"] = partner.GetProperty("company").GetString(),
                    ["routing_number"] = "021000021",
                    ["account_number"] = $"1000{number:D6}",
                    ["account_type"] = "checking",
                },
            },
            _ => new JsonObject
            {
                ["method"] = "paypal",
                ["details"] = new JsonObject { ["email"] = partner.GetProperty("email").GetString() },
            },
        };
        await program.PatchAsync(
            $"{program.Path}/partners/{partner.GetProperty("id").GetString()}",
            new JsonObject
            {
                ["tax"] = new JsonObject { ["form"] = "w9", ["status"] = "verified" },
                ["payout"] = details,
            }.ToJsonString()
        );
    }

    // The effects of a step are complete before the next step begins.
    private async Task EachAsync(IReadOnlyList<Applicant> applicants, ActProgress act, Func<Applicant, Task> step)
    {
        foreach (var some in applicants.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(step));
            foreach (var _ in some)
            {
                act.Step();
            }
        }

        await program.WhenIdleAsync();
    }

    private static string BodyOf(Applicant applicant) =>
        new JsonObject
        {
            ["name"] = "Partner manager",
            ["email"] = applicant.Email,
            ["company"] = applicant.Company,
            ["website"] = $"https://www.{applicant.Email.Split('@')[1]}",
            ["country"] = "US",
            ["promotion_plan"] = "We advise companies that fit, write about the product, and run webinars.",
            ["terms_accepted"] = true,
            ["terms_version"] = "2026-11",
        }.ToJsonString();
}
