using AffiliateFunctions.Adjustments;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Audit;
using AffiliateFunctions.ConsolePages;
using AffiliateFunctions.ConsolePages.Access;
using AffiliateFunctions.Contract;
using AffiliateFunctions.Disputes;
using AffiliateFunctions.Events;
using AffiliateFunctions.ExchangeRates;
using AffiliateFunctions.Governance;
using AffiliateFunctions.HeldCommissions;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Links;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Operations;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.PartnerContracts;
using AffiliateFunctions.PartnerLeads;
using AffiliateFunctions.PartnerPages;
using AffiliateFunctions.Payouts;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Simulation;
using AffiliateFunctions.Tracking;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<ShowProblemsAsPages>();
builder.UseMiddleware<FaultsToProblems>();
builder.UseMiddleware<LimitOpenRoutes>();
builder.UseMiddleware<UnknownParameters>();
builder.UseMiddleware<NameCallers>();
builder.UseMiddleware<GuardConsole>();
builder.Logging.AddBackgroundConsole();

builder
    .Services.AddInfrastructure(builder.Configuration)
    .AddPrograms()
    .AddAudit()
    .AddApprovals()
    .AddGovernance()
    .AddRuleBooks()
    .AddSimulation()
    .AddOnboarding()
    .AddExchangeRates()
    .AddEvents()
    .AddLinks()
    .AddAttribution()
    .AddTracking()
    .AddIncomingWebhooks()
    .AddLedger()
    .AddHeldCommissions()
    .AddPayouts()
    .AddAdjustments()
    .AddPartnerContracts()
    .AddPartnerLeads()
    .AddDisputes()
    .AddPerformanceReview()
    .AddPartnerPages()
    .AddConsolePages()
    .AddWebhooks()
    .AddContract()
    .AddOperations();

await builder.Build().RunAsync();
