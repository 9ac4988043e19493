using Affiliate.Demo.Outside;
using Affiliate.Demo.Steps;
using LocalHost.Hosting;

namespace Affiliate.Demo;

/// <summary>
/// Runs a whole program through three months as its external callers would, over HTTP only. The setting
/// <c>Demo:Months</c> sets another number. Every step first checks whether an earlier run has done it, so the next run
/// continues an interrupted one.
/// </summary>
internal sealed class DemoCommand : ILocalCommand
{
    private const string Slug = "demo";
    private const int Months = 3;
    private const int MaxMonths = 12;

    public async Task<int> RunAsync(LocalCommandContext context, CancellationToken cancellationToken)
    {
        using var program = new ProgramClient(context.BaseAddress, context.FunctionKey, Slug, cancellationToken);
        var secret =
            context.Setting($"WebhookSecrets__{Slug}__stripe")
            ?? throw new InvalidOperationException(
                $"The setting WebhookSecrets__{Slug}__stripe is missing; copy it from local.settings.example.json."
            );
        if (
            !int.TryParse(context.Setting("Demo__Months") ?? $"{Months}", out var months)
            || months is < 1 or > MaxMonths
        )
        {
            await Console.Error.WriteLineAsync(
                $"Demo:Months is '{context.Setting("Demo__Months")}': give a number from 1 to {MaxMonths}."
            );
            return 1;
        }

        try
        {
            var books = await DemoProgress.RunAsync(async progress =>
                await PlayAsync(program, new StripeSender(secret), months, progress)
            );
            books.Show(context.BaseAddress, context.FunctionKey);
            return books.IsRight ? 0 : 1;
        }
        catch (UnexpectedAnswerException unexpected)
        {
            await Console.Error.WriteLineAsync(unexpected.Message);
            return 1;
        }
    }

    private static async Task<DemoReport> PlayAsync(
        ProgramClient program,
        StripeSender stripe,
        int months,
        DemoProgress progress
    )
    {
        // A visit of a link is counted as often as it happens, so a demo that goes on after an interruption has more.
        var isContinued = await program.FindAsync(program.Path) is not null;
        var begin = await new SetUpProgram(program, progress).PlayAsync();
        var plan = DemoPlan.Make(begin, months);
        var codes = await new SignUpPartners(program, progress).PlayAsync(plan);
        var trade = new TradeForAMonth(program, stripe, codes, progress);
        foreach (var month in plan.Months)
        {
            await trade.PlayAsync(month);
            await new CloseTheMonth(program, progress).PlayAsync(month.Begin, isLast: month == plan.Months[^1]);
        }

        var different = await new VerifyReviews(program, codes, progress) { IsContinued = isContinued }.PlayAsync(plan);
        return await new VerifyLedger(program, progress).PlayAsync(plan) with { DifferentFigures = different };
    }
}
